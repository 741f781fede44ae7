"""Kills real Pursers at random moments, over a network on a bad day, and counts what ECS was made to run.

    python3 Tests/Interop/torture.py --binary .build/debug/purser --kills 500
    python3 Tests/Interop/torture.py --binary .build/debug/purser --seed 17 --episode 3

An *episode* is a folder with a ledger of its own. In each of its rounds a job is added, `purser apply` is started, once
or twice at the same time, and ended by SIGKILL: at a moment by the clock, or at a call, just before ECS hears of it or
just after. Sometimes minutes pass between rounds. Then the network is mended, applies go on until all is decided, and
what ECS has run is held against the ledger, against what the manifests ask for, and against what was printed.

One seed makes all decisions; the moments of the clock are as precise as the machine is, so that a replay is a likeness.
Exit code 0: nothing was broken; 1: something was, and its folder is kept.
"""

import argparse
import collections
import dataclasses
import http.client
import json
import pathlib
import random
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from typing import Any

from badnetwork import BadNetwork, Trap
from peers import REGION, Server, clean_environment, job

# How many kills an episode has: enough for applies that go on with a lot, few enough for a replay.
KILLS_OF_EPISODE = 25

# How often of all calls something goes wrong, besides the kills.
RATE = 0.12

# Between rounds no more than this passes in an episode: less than the 40 minutes in which a launch is sent again and
# the hour in which ECS knows a stopped task, so that nothing may be left unknown or lost.
LEAP, MOST_LEAPS = 600, 3

# Once the network is mended: how long an apply may take, and how often the next one goes on, minutes later.
SETTLING, SETTLINGS = 12, 20
DRAIN_STEP = 420


@dataclasses.dataclass(frozen=True)
class Kind:
    """What a job is, and how it must end."""

    weight: int
    status: str = "succeeded"
    units: int = 1
    attempts: range = range(1, 2)
    seconds: float = 0.3
    exit_code: int = 0
    spec: dict[str, Any] = dataclasses.field(default_factory=dict)


def retry(attempts: int) -> dict[str, Any]:
    return {"retryStrategy": {"attempts": attempts, "backoff": {"intervalSeconds": 1, "backoffRate": 1}}}


# By the first part of a job's name, which the script of the sandbox's faults goes by too.
KINDS = {
    "plain": Kind(6),
    "slow": Kind(3, seconds=4),
    "fails": Kind(2, status="failed", exit_code=3),
    "again": Kind(3, status="failed", exit_code=3, attempts=range(2, 3), spec=retry(2)),
    "many": Kind(3, units=3, spec={"count": 3}),
    "array": Kind(3, units=4, spec={"arrayProperties": {"size": 4}, "parallelism": 2}),
    "ghost": Kind(3),
    "full": Kind(2, spec={"launch": {"attempts": 20, "secondLookSeconds": 5, "backoff": {"intervalSeconds": 1}}}),
    "wrapped": Kind(2),
    "late": Kind(2),
}

SCRIPT = """
seed: @seed
faults:
  # ECS says that it has placed nothing, and starts the task all the same.
  - {on: RunTask, match: {job: "ghost-*", probability: 0.6}, do: {failures: {reason: AGENT, start: true}}}
  - {on: RunTask, match: {job: "full-*", probability: 0.4}, do: {failures: {reason: "RESOURCE:MEMORY"}}}
  - {on: RunTask, match: {job: "wrapped-*", probability: 0.5}, do: {throttle: {wrapped: true}}}
  - {on: DescribeTasks, match: {job: "late-*"}, do: {missing: {times: 2}}}
  - {on: ListTasks, match: {job: "late-*"}, do: {hide: {times: 2}}}
"""

# How often ECS is asked before all is seen, given that script.
LOOKS = 5


class Truth:
    """ECS itself, asked past the bad network: it is right about its tasks, as long as it is asked within an hour."""

    def __init__(self, url: str):
        self._upstream = urllib.parse.urlsplit(url)
        self.names: dict[str, str] = {}

    def look(self, cluster: str):
        """Adds to `names`, which gives `startedBy` by ARN, the tasks of a cluster."""
        for _ in range(LOOKS):
            arns = [arn for status in ("RUNNING", "STOPPED") for arn in self._list(cluster, status)]
            for start in range(0, len(arns), 100):
                answer = self._call("DescribeTasks", {"cluster": cluster, "tasks": arns[start:start + 100]})
                self.names |= {task["taskArn"]: task["startedBy"] for task in answer["tasks"]}

    def make_cluster(self, name: str):
        self._call("CreateCluster", {"clusterName": name})

    def pass_time(self, seconds: float) -> str:
        """Lets the sandbox's time pass; gives the time that it is then there."""
        return self._post("/_sandbox/clock", {"advanceSeconds": seconds}, {})["now"]

    def _list(self, cluster: str, status: str) -> list[str]:
        arns, page = [], {}
        while True:
            answer = self._call("ListTasks", {"cluster": cluster, "desiredStatus": status} | page)
            arns += answer["taskArns"]
            if "nextToken" not in answer:
                return arns
            page = {"nextToken": answer["nextToken"]}

    def _call(self, operation: str, request: dict[str, Any]) -> Any:
        # boto3 signs by its own clock, and the sandbox's may be ahead. The sandbox looks at the form and at the time.
        moment = re.sub(r"\.\d+|[-:]", "", self.pass_time(0))
        scope = f"torture/{moment[:8]}/{REGION}/ecs/aws4_request"
        return self._post("/", request, {
            "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}",
            "X-Amz-Date": moment,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}",
        })

    def _post(self, path: str, request: dict[str, Any], headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection(self._upstream.hostname, self._upstream.port, timeout=60)
        try:
            connection.request("POST", path, json.dumps(request), headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise RuntimeError(f"the sandbox answers {path} {request} with {response.status}: {body!r}")
        return json.loads(body)


@dataclasses.dataclass(frozen=True)
class Violation:
    """A broken promise: which one, and how."""

    promise: str
    text: str


PROMISES = ("second launches", "forgotten runs", "corrupt ledgers", "broken words", "crashes")


def judge(
    wanted: dict[str, Kind], export: list[dict[str, Any]], truth: dict[str, str], words: set[str]
) -> list[Violation]:
    """Holds the ledger of an episode, once all is settled, against ECS, the manifests and what was printed.

    `wanted` is by name of the job, `truth` gives `startedBy` by the task's ARN, `words` are the tasks and
    runs that were printed.
    """
    found: list[Violation] = []
    runs: dict[str, list[dict]] = collections.defaultdict(list)
    launches: dict[str, list[dict]] = collections.defaultdict(list)
    for line in export:
        if "run" in line:
            runs[line["run"]["job"]].append(line["run"])
        if "launch" in line:
            launches[line["launch"]["key"]["run"]].append(line["launch"])
    tasks: dict[str, list[str]] = collections.defaultdict(list)
    for arn, name in truth.items():
        tasks[name].append(arn)

    for name, arns in sorted(tasks.items()):
        if len(arns) > 1:
            found.append(Violation("second launches", f"{name} has the tasks {', '.join(sorted(arns))}"))
    known = {launch["startedBy"] for each in launches.values() for launch in each}
    for name in sorted(tasks.keys() - known):
        found.append(Violation("second launches", f"{name} is in ECS and not in the ledger"))

    for name, kind in wanted.items():
        found += judge_job(name, kind, runs[name], launches, tasks)
    named = {launch.get("taskArn") for each in launches.values() for launch in each}
    named |= {run["id"] for each in runs.values() for run in each}
    for word in sorted(words - named):
        found.append(Violation("broken words", f"{word} was printed, and is not in the ledger"))
    return found


def judge_job(
    name: str, kind: Kind, runs: list[dict], launches: dict[str, list[dict]], tasks: dict[str, list[str]]
) -> list[Violation]:
    """Holds one job against ECS: one run, which ended as it must, with a task for each attempt at each unit."""
    if len(runs) != 1:
        promise = "second launches" if runs else "forgotten runs"
        return [Violation(promise, f"{name} has {len(runs)} runs")]
    (run,) = runs
    found: list[Violation] = []
    if run["status"] != kind.status:
        text = f"{name} is {run['status']}, not {kind.status}: {run.get('reason', 'no reason')}"
        found.append(Violation("forgotten runs", text))
    attempts: dict[tuple[int, int], list[str]] = {}
    for launch in launches[run["id"]]:
        key = launch["key"]
        arns = tasks.get(launch["startedBy"], [])
        attempts.setdefault((key["unit"], key["attempt"]), []).extend(arns)
        if launch.get("taskArn") and launch["taskArn"] not in arns:
            found.append(Violation("forgotten runs", f"{name} names {launch['taskArn']}, which ECS never had"))
    for (unit, attempt), arns in sorted(attempts.items()):
        if len(set(arns)) > 1:
            text = f"{name} [{unit}] attempt {attempt} has {len(set(arns))} tasks: {', '.join(sorted(arns))}"
            found.append(Violation("second launches", text))
        elif not arns:
            found.append(Violation("forgotten runs", f"{name} [{unit}] attempt {attempt} has no task"))
    for unit in range(kind.units):
        count = sum(1 for each in attempts if each[0] == unit)
        if count not in kind.attempts:
            text = f"{name} [{unit}] has {count} attempts, not {kind.attempts.start}"
            found.append(Violation("second launches" if count > kind.attempts.start else "forgotten runs", text))
    return found


class Episode:
    """Rounds of kills on one ledger, and the judgement over it."""

    def __init__(self, torture: "Torture", number: int):
        self.number = number
        self.kills = 0
        self.violations: list[Violation] = []
        self.wanted: dict[str, Kind] = {}
        self.launches = 0
        self.folder = torture.folder / f"episode-{number}"
        self._torture = torture
        self._random = random.Random(f"{torture.seed}/{number}")
        self._cluster = f"torture-{number}"
        self._outputs: dict[subprocess.Popen, pathlib.Path] = {}
        self._leaps = 0
        (self.folder / "jobs").mkdir(parents=True)

    def run(self, kills: int):
        truth = self._torture.truth
        truth.make_cluster(self._cluster)
        seed = f"{self._torture.seed}/{self.number}/network"
        with BadNetwork(self._torture.sandbox.url, seed, self._torture.rate, self._torture.keeps_tokens) as network:
            self._network = network
            try:
                while self.kills < kills:
                    self._round()
                    self._torture.tell(self)
                network.quiet()
                self._settle()
            finally:
                for process in self._outputs:
                    process.kill()
                    process.wait()
            truth.look(self._cluster)
            self._torture.fates += network.seen
            self._torture.launches_hit += network.launches_hit
        self._judge()

    def _round(self):
        self._add_job()
        if self._leaps < MOST_LEAPS and self._random.random() < 0.08:
            self._leaps += 1
            self._torture.truth.pass_time(LEAP)
        form = self._random.choice(["--wait", "--detach"])
        started = [self._start("apply", form, "jobs")]
        if self._random.random() < 0.25:
            time.sleep(self._random.uniform(0, 0.3))
            started.append(self._start("apply", form, "jobs"))
        moment = self._random.uniform(0, 1.6)
        match self._random.choices(["clock", "call", "launch"], [3, 2, 5]):
            case ["clock"]:
                self._wait_for_any([started[0]], moment)
            case [aim]:
                operation, last = ("RunTask", 4) if aim == "launch" else (None, 16)
                self._network.trap = Trap(
                    self._random.randint(1, last), operation, self._random.choice(["before", "after", "then"]),
                    self._random.choice(started).kill)
                self._wait_for_any(started, moment + 2)
                self._network.trap = None
        for process in started:
            if process is not started[0]:
                self._wait_for_any([process], self._random.uniform(0, 0.8))
            process.kill()
        for process in started:
            self._bury(process)

    @staticmethod
    def _wait_for_any(processes: list[subprocess.Popen], seconds: float):
        end = time.monotonic() + seconds
        while time.monotonic() < end and all(process.poll() is None for process in processes):
            time.sleep(0.005)

    def _bury(self, process: subprocess.Popen):
        status = process.wait()
        if status == -9:
            self.kills += 1
        elif status not in (0, 1, 4):
            self.violations.append(Violation("crashes", f"an apply ended with {self._end_of(process)}"))

    def _add_job(self):
        (name,) = self._random.choices(list(KINDS), [kind.weight for kind in KINDS.values()])
        kind = KINDS[name]
        name = f"{name}-{self.number}-{len(self.wanted)}"
        self.wanted[name] = kind
        document = job(name, self._cluster)
        spec = document["spec"]
        spec["timeout"] = {"attemptDurationSeconds": 86_400}
        spec["launch"] = {"secondLookSeconds": 5, "backoff": {"intervalSeconds": 1}}
        spec |= kind.spec
        spec["taskDefinition"]["containerDefinitions"][0]["environment"] = [
            {"name": "PURSER_SANDBOX_SECONDS", "value": str(kind.seconds)},
            {"name": "PURSER_SANDBOX_EXIT_CODE", "value": str(kind.exit_code)},
        ]
        (self.folder / "jobs" / f"{name}.json").write_text(json.dumps(document))

    def _start(self, *arguments: str) -> subprocess.Popen:
        self._torture.processes += 1
        output = self.folder / f"output-{len(self._outputs)}"
        environment = self._torture.environment | {
            "PURSER_SET": f"torture-{self.number}", "PURSER_ENDPOINT": self._network.url}
        with output.open("wb") as file:
            process = subprocess.Popen(
                [self._torture.binary, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=file, stderr=subprocess.STDOUT)
        self._outputs[process] = output
        return process

    def _end_of(self, process: subprocess.Popen) -> str:
        return f"{process.returncode}: …" + self._outputs[process].read_text(errors="replace")[-400:]

    def _finish(self, *arguments: str) -> tuple[int, str]:
        process = self._start(*arguments)
        status = process.wait(60)
        return status, self._outputs.pop(process).read_text(errors="replace")

    def _settle(self):
        """Nothing goes wrong any more: applies go on to the end of all runs."""
        for _ in range(SETTLINGS):
            self._torture.tell(self)
            self._torture.truth.look(self._cluster)
            process = self._start("apply", "--wait", "jobs")
            self._wait_for_any([process], SETTLING)
            if process.poll() is None:
                # Where an answer is still owed for a launch that was then not placed, 20 minutes have to pass.
                process.kill()
                process.wait()
                self._torture.truth.pass_time(DRAIN_STEP)
            elif process.returncode in (0, 4):
                return
            else:
                text = f"an apply over a good network ended with {self._end_of(process)}"
                self.violations.append(Violation("forgotten runs", text))
                return
        self.violations.append(Violation("forgotten runs", "all is not decided, long after the network was mended"))

    def _judge(self):
        status, said = self._finish("ledger", "check")
        if status != 0:
            self.violations.append(Violation("corrupt ledgers", said.strip()))
        database = sqlite3.connect(f"file:{self.folder}/.purser/ledger.db?mode=ro", uri=True)
        try:
            (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            verdict = str(error)
        finally:
            database.close()
        if verdict != "ok":
            self.violations.append(Violation("corrupt ledgers", f"SQLite says: {verdict}"))
        status, said = self._finish("ledger", "export", "--file", "book.jsonl")
        if status != 0:
            self.violations.append(Violation("corrupt ledgers", said.strip()))
            return
        export = [json.loads(line) for line in (self.folder / "book.jsonl").read_text().splitlines()]
        self.launches = sum("launch" in line for line in export)
        cluster = f":task/{self._cluster}/"
        truth = {arn: name for arn, name in self._torture.truth.names.items() if cluster in arn}
        # A word that was cut off by the kill is not one: the line has to have come to its end.
        words: set[str] = set()
        for output in self._outputs.values():
            printed = output.read_text(errors="replace")
            words |= set(re.findall(r"(arn:aws:ecs:\S+:task/\S+)[^\n]*\n", printed))
            words |= set(re.findall(r"^(\S+): recorded, [^\n]*\n", printed, re.MULTILINE))
        self.violations += judge(self.wanted, export, truth, words)


class Torture:
    """Episodes against one sandbox, until enough processes have been killed."""

    def __init__(self, binary: str, folder: pathlib.Path, seed: int, rate=RATE, keeps_tokens=True, report=None):
        self.binary = binary
        self.folder = folder
        self.seed = seed
        self.rate = rate
        self.keeps_tokens = keeps_tokens
        self.environment = clean_environment(folder)
        self.processes = 0
        self.fates: collections.Counter[str] = collections.Counter()
        self.launches_hit = 0
        self.episodes: list[Episode] = []
        self._report = report or (lambda line: None)

    def run(self, kills: int, first: int = 1):
        self._began = time.monotonic()
        self._wanted = kills
        script = self.folder / "faults.yaml"
        script.write_text(SCRIPT.replace("@seed", str(self.seed % 2**31)))
        command = [self.binary, "sandbox", "--port", "0", "--folder", "sandbox", "--faults", str(script)]
        with Server(command, self.folder, self.environment) as self.sandbox:
            self.truth = Truth(self.sandbox.url)
            while (left := kills - self.kills) > 0:
                episode = Episode(self, first + len(self.episodes))
                self.episodes.append(episode)
                episode.run(min(left, KILLS_OF_EPISODE))
                for violation in episode.violations:
                    self._report(f"torture: {violation.promise}: {violation.text}\n")
                if not episode.violations:
                    shutil.rmtree(episode.folder)
        self.seconds = time.monotonic() - self._began

    @property
    def kills(self) -> int:
        return sum(episode.kills for episode in self.episodes)

    @property
    def violations(self) -> list[Violation]:
        return [violation for episode in self.episodes for violation in episode.violations]

    def tell(self, episode: Episode):
        broken = len(self.violations)
        self._report(
            f"torture: episode {episode.number}: {self.kills} of {self._wanted} kills, {self.processes} processes, "
            f"{broken} broken promises, {time.monotonic() - self._began:.0f} s\r")

    def summary(self) -> str:
        counts = collections.Counter(violation.promise for violation in self.violations)
        unlucky = {fate: count for fate, count in sorted(self.fates.items()) if fate != "passed"}
        jobs = sum(len(episode.wanted) for episode in self.episodes)
        launches = sum(episode.launches for episode in self.episodes)
        lines = [
            f"torture: seed {self.seed}: {self.kills} kills in {self.processes} processes of purser, "
            f"{len(self.episodes)} ledgers, {self.seconds:.0f} s",
            f"  {jobs} jobs asked for; {launches} launches in the ledgers; {len(self.truth.names)} tasks in ECS",
            f"  {self.fates.total()} calls, of which " + ", ".join(f"{n} {fate}" for fate, n in unlucky.items())
            + f"; {self.launches_hit} of them RunTask",
            "  " + ", ".join(f"{counts[promise]} {promise}" for promise in PROMISES),
        ]
        for episode in self.episodes:
            if episode.violations:
                again = f"make torture SEED={self.seed} EPISODE={episode.number}"
                lines.append(f"  replay: {again}; kept: {episode.folder}")
        return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the built program")
    parser.add_argument("--kills", type=int, default=500, help="how many processes to kill")
    parser.add_argument("--seed", type=int, help="makes all decisions; without it a new one is drawn, and printed")
    parser.add_argument("--episode", type=int, help="this episode alone")
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else secrets.randbelow(1 << 31)
    kills = arguments.kills if arguments.episode is None else KILLS_OF_EPISODE
    # To be ended ends what was started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="purser-torture-"))
    print(f"torture: seed {seed}", flush=True)
    shows = sys.stderr.isatty()
    last = [0.0]

    def report(line: str):
        # A progress line: over and over on a terminal, twice a minute in a log.
        if line.endswith("\r") and not shows:
            if time.monotonic() - last[0] < 30:
                return
            last[0] = time.monotonic()
            line = line[:-1] + "\n"
        sys.stderr.write(line)
        sys.stderr.flush()

    torture = Torture(str(pathlib.Path(arguments.binary).resolve()), folder, seed, report=report)
    torture.run(kills, arguments.episode or 1)
    print(torture.summary())
    if torture.violations:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
