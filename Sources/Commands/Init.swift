import AWS
import ArgumentParser

struct Init: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a first manifest and purser.yaml.",
        discussion: "Files that are there already stay as they are.")

    @Option(help: "The name of the set: the unit of ownership and of the ledger.") var set = "jobs"
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        var written: [Written] = []
        for (path, text) in [("purser.yaml", Init.configurationFile(set)), ("manifests/hello.yaml", Init.manifest)] {
            let isNew = !world.files.exists(world.path(path))
            if isNew {
                do {
                    try world.files.write(Array(text.utf8), to: world.path(path))
                } catch {
                    throw Failure(.error, "cannot write '\(path)': \(error.reason)")
                }
            }
            written.append(Written(path: path, isNew: isNew))
        }
        switch format.output {
        case .json: world.terminal.write(Rendering.json(written))
        case .text:
            for file in written {
                world.terminal.write("\(file.path): \(file.isNew ? "written" : "is there already, left as it is")\n")
            }
            world.terminal.write("\nNext: purser plan --sandbox, then purser apply --sandbox\n")
        }
    }

    private struct Written: Encodable {
        let path: String
        let isNew: Bool
    }

    private static func configurationFile(_ set: String) -> String {
        """
        # Who owns the jobs of this repository. Each value has a flag and an environment variable that override it.
        set: \(set)
        region: us-east-1
        # The book of runs and launches; keep it out of git.
        # ledger: sqlite:.purser/ledger.db

        """
    }

    private static let manifest = """
        # A job that runs once for each change of what it runs. purser plan shows what an apply would do.
        apiVersion: purser/v1
        kind: Job
        metadata:
          name: hello
        spec:
          cluster: default
          # family, family:revision, an ARN, {file: task-definition.json}, or the body of RegisterTaskDefinition:
          taskDefinition:
            family: hello
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: public.ecr.aws/docker/library/busybox:1.36
                command: [sh, -c, 'echo "hello from $PURSER_RUN"']
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration:
              subnets: [subnet-0123456789abcdef0]
          # Attempts in total; a task that fails is run again while there are any left.
          retryStrategy:
            attempts: 2
          # Required: no task runs for ever.
          timeout:
            attemptDurationSeconds: 600

        """
}
