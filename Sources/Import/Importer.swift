package import Diagnostics
import JSON
import Manifests
import YAML

/// A manifest that was made from something else.
package struct ImportedJob: Hashable, Sendable {
    /// The name of the job, as a job may be called.
    package let name: String
    /// What it was made from, in words: `a job definition of AWS Batch`.
    package let source: String
    /// What was left out, put in or changed, one line each.
    package let notes: [String]
    private let labels: [String: String]
    private let spec: JSON

    init(_ draft: Draft, from source: String) {
        name = draft.name
        self.source = source
        notes = draft.notes
        labels = draft.labels
        spec = .object(draft.spec)
    }

    /// The manifest, what is different from the source in comments before it; always valid.
    package var text: String {
        var lines = ["Made from \(source)."]
        if !notes.isEmpty {
            lines.append("What is different from it, or was left out:")
            lines += notes.map { "- \($0)" }
        }
        let comments = lines.map { "# \(DisplayText.escaped(String($0.map { $0.isNewline ? " " : $0 })))\n" }.joined()
        return comments + YAMLText.manifest(name: name, labels: labels, spec: spec)
    }
}

/// Makes manifests from what other tools use: task definitions, requests, jobs of AWS Batch and of Kubernetes.
package enum Importer {
    /// Makes a manifest of each job in a file, YAML or JSON.
    ///
    /// Taken are an answer of DescribeTaskDefinition or a request of RegisterTaskDefinition, a request of RunTask or its
    /// skeleton, a request of RegisterJobDefinition or an answer of DescribeJobDefinitions of AWS Batch, and Jobs,
    /// CronJobs and Lists of Kubernetes.
    ///
    /// - Returns: The jobs, none where there is an error; and what is wrong with the file.
    package static func jobs(in file: SourceFile) -> ([ImportedJob], [Diagnostic]) {
        let reading = YAMLReader.read(file)
        var diagnostics = reading.diagnostics
        if diagnostics.contains(where: { $0.severity == .error }) { return ([], diagnostics) }
        var jobs: [ImportedJob] = []
        var strangers: [String] = []
        for document in reading.documents {
            for value in Importer.items(of: JSON(document)) {
                if let job = Importer.job(value) {
                    jobs.append(job)
                } else {
                    let kind = value["kind"]?.string.map { "'\($0)'" } ?? "this"
                    strangers.append(kind)
                    diagnostics.append(
                        Diagnostic(
                            ManifestCode.wrongForm.rawValue, .warning, "expected a job, found \(kind)",
                            at: document.span,
                            hint: "a task definition, a request of RunTask, a job definition of AWS Batch, or a Job or "
                                + "CronJob of Kubernetes"))
                }
            }
        }
        return (jobs, diagnostics)
    }

    /// The jobs in an answer that holds several, or the value itself.
    private static func items(of value: JSON) -> [JSON] {
        if let definitions = value["jobDefinitions"]?.array { return definitions }
        if value["kind"] == "List", let items = value["items"]?.array { return items }
        return [value]
    }

    private static func job(_ value: JSON) -> ImportedJob? {
        guard let (found, source) = draft(of: value) else { return nil }
        var draft = found
        draft.fillIn()
        draft.takeOutWhatIsRefused()
        return ImportedJob(draft, from: source)
    }

    /// What a value says in the words of a manifest, and what it is; nil where it is no job.
    private static func draft(of value: JSON) -> (Draft, String)? {
        switch value["kind"]?.string {
        case "Job"? where value["apiVersion"]?.string?.hasPrefix("batch/") == true:
            return (KubernetesJob.draft(job: value), "a Job of Kubernetes")
        case "CronJob"?: return (KubernetesJob.draft(cronJob: value), "a CronJob of Kubernetes")
        case nil where value["jobDefinitionName"] != nil:
            return (BatchJobDefinition.draft(value), "a job definition of AWS Batch")
        case nil where value["containerDefinitions"] != nil || value["taskDefinition"]?.object != nil:
            return (ECSRequest.draft(taskDefinition: value), "a task definition of Amazon ECS")
        case nil where value["taskDefinition"]?.string != nil:
            return (ECSRequest.draft(runTask: value), "a request of RunTask")
        default: return nil
        }
    }
}
