using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using Windsock.Agent.Configuration.Values;

namespace Windsock.Agent.Cli;

/// <summary>The verbs, their options and their help.</summary>
internal sealed class CommandTree
{
    private readonly VerbSet _verbs;
    private readonly CliConsole _console;
    private readonly Dictionary<Command, ImmutableArray<HelpExample>> _examples = [];

    public CommandTree(VerbSet verbs, CliConsole console)
    {
        _verbs = verbs;
        _console = console;
        Root = new RootCommand("Tells which Airflow task caused each network flow in a Kubernetes cluster, whether it was allowed to, and why it failed.");
        SetUpRoot();
        AddRun();
        AddDemo();
        AddReplay();
        AddExplain();
        AddObserve();
        AddTop();
        AddDoctor();
        AddCardinality();
        AddIdentities();
        AddAudit();
        AddCheckConfig();
        AddVersion();
        AddDocs();
    }

    public RootCommand Root { get; }

    public string HelpOf(Command command, int width) => HelpPage.Render(command, _examples.GetValueOrDefault(command, []), width);

    private void SetUpRoot()
    {
        foreach (var option in Root.Options)
        {
            switch (option)
            {
                case HelpOption help:
                    help.Description = "Show help.";
                    help.Aliases.Remove("/?");
                    help.Aliases.Remove("/h");
                    help.Aliases.Remove("-?");
                    help.Action = new PrintAction(_console, result => HelpOf(result.CommandResult.Command, _console.Width));
                    break;
                case VersionOption version:
                    version.Description = "Show the version.";
                    version.Action = new PrintAction(_console, _ => AgentVersion.OneLine + "\n");
                    break;
            }
        }

        _examples[Root] =
        [
            new("windsock demo", "Start a simulated cluster and the agent, and watch flows of named DAGs arrive."),
            new("windsock run --config /etc/windsock/windsock.yaml", "Run the agent on a node."),
            new("windsock explain", "Show the latest tries of tasks and why they failed."),
            new("windsock observe --dag etl -f", "Follow the flows of a DAG."),
            new("windsock top", "Watch what each DAG does."),
        ];
        Root.SetAction(_ =>
        {
            _console.Error.Write(HelpOf(Root, _console.Width));
            return ExitCode.Usage;
        });
    }

    private void AddRun()
    {
        var config = CliOptions.Config();
        var verb = new Command("run", "Run the agent on this node until it is asked to stop. Metrics, health and status are served on http.listen.") { config };
        verb.SetAction((result, stop) => RunVerb.RunAsync(result.GetValue(config), _verbs.Run, _console, stop));
        Add(
            verb,
            new HelpExample("windsock run --config windsock.yaml", "Run with the settings of a file."),
            new HelpExample("WINDSOCK__HUBBLE__ADDRESS=localhost:4245 windsock run", "Run with the defaults and another Hubble server."));
    }

    private void AddDemo()
    {
        var duration = CliOptions.Duration("--for", "Stop after this time and reconcile: every count against every other and against what was simulated.");
        var seed = CliOptions.Number("--seed", "The same seed simulates the same cluster", 1, 0, int.MaxValue);
        var rate = CliOptions.Number("--rate", "Simulated flow events per second", Simulation.Demo.DemoSettings.DefaultFlowsPerSecond, 1, 50_000);
        var listen = new Option<string>("--listen")
        {
            HelpName = "ADDRESS",
            Description = "Address and port of the agent's pages (default: 127.0.0.1:9465).",
            DefaultValueFactory = _ => "127.0.0.1:9465",
        };
        listen.Validators.Add(result =>
        {
            if (ListenAddress.Parse(result.Tokens.Count > 0 ? result.Tokens[0].Value : "127.0.0.1:9465", out var problem) is null)
            {
                result.AddError($"--listen: '{result.Tokens[0].Value}': {problem}");
            }
        });
        var socket = new Option<string?>("--socket")
        {
            HelpName = "PATH",
            Description = "Unix socket of the simulated Hubble server (default: one in a temporary folder). The hubble command can connect to it.",
        };
        var mesh = CliOptions.Mesh();
        var platform = CliOptions.Platform();
        var plain = new Option<bool>("--plain") { Description = "Print plain lines even on a terminal." };
        var output = CliOptions.Output();
        var verb = new Command(
            "demo",
            "Start a simulated cluster and the agent on this machine, and show flows of named DAGs arriving. " +
            "Nothing is installed and nothing leaves the machine.")
        {
            duration, seed, rate, listen, socket, mesh, platform, plain, output,
        };
        verb.SetAction((result, stop) => _verbs.Demo(
            new DemoArguments(
                result.GetValue(duration), result.GetValue(seed), result.GetValue(rate), result.GetValue(listen)!,
                result.GetValue(socket), result.GetValue(plain), result.GetValue(output))
            {
                Mesh = result.GetValue(mesh),
                Platform = result.GetValue(platform),
            },
            _console,
            stop));
        Add(
            verb,
            new HelpExample("windsock demo", "Watch until Ctrl+C."),
            new HelpExample("windsock demo --for 30s --seed 7", "Run for 30 seconds, then show that every flow was counted exactly once. Exit code 3 if not."));
    }

    private void AddReplay()
    {
        var files = new Argument<string[]>("files")
        {
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
            Description = "Captures of 'hubble observe -o jsonpb' or files of Hubble's exporter, also gzip; - reads standard input.",
        };
        var pods = new Option<string?>("--pods") { HelpName = "FILE", Description = "Pods at that time: output of 'kubectl get pods -A -o json'." };
        var namespaces = new Option<string[]>("--airflow-namespace")
        {
            HelpName = "NAME",
            Description = "Believe Airflow's labels only in this namespace; may be repeated (default: everywhere).",
            DefaultValueFactory = _ => ["*"],
        };
        var top = CliOptions.Number("--top", "Rows per table; 0 shows all", 20, 0, 1_000_000);
        var output = CliOptions.Output();
        var verb = new Command("replay", "Read recorded flows and show them per DAG and per pod. No cluster is needed.")
        {
            files, pods, namespaces, top, output,
        };
        verb.SetAction((result, stop) => _verbs.Replay(
            new ReplayArguments(
                [.. result.GetValue(files)!], result.GetValue(pods), [.. result.GetValue(namespaces)!], result.GetValue(top), result.GetValue(output)),
            _console,
            stop));
        Add(
            verb,
            new HelpExample("windsock replay flows.json --pods pods.json", "Tables of a capture, with flows tied to the tasks of these pods."),
            new HelpExample("hubble observe -o jsonpb --last 10000 | windsock replay - -o json", "Straight from Hubble, as JSON."));
    }

    private void AddExplain() => Add(new ExplainCommand().Create(_verbs.Explain, _console), ExplainCommand.Examples.AsSpan());

    private void AddObserve() => Add(new ObserveCommand().Create(_verbs.Observe, _console), ObserveCommand.Examples.AsSpan());

    private void AddTop() => Add(new TopCommand().Create(_verbs.Top, _console), TopCommand.Examples.AsSpan());

    private void AddDoctor() => Add(new DoctorCommand().Create(_verbs.Doctor, _console), DoctorCommand.Examples.AsSpan());

    private void AddCardinality() => Add(new CardinalityCommand().Create(_verbs.Cardinality, _console), CardinalityCommand.Examples.AsSpan());

    private void AddIdentities() => Add(new IdentitiesCommand().Create(_verbs.Identities, _console), IdentitiesCommand.Examples.AsSpan());

    private void AddAudit()
    {
        var options = new AuditCommand();
        var (verify, query) = (options.CreateVerify(_verbs.AuditVerify, _console), options.CreateQuery(_verbs.AuditQuery, _console));
        var verb = new Command("audit", "Read an audit trail: prove that nothing was changed or cut, or ask who did what.") { verify, query };
        verb.SetAction(_ =>
        {
            _console.Error.Write(HelpOf(verb, _console.Width));
            return ExitCode.Usage;
        });
        Add(verb, AuditCommand.Examples.AsSpan());
        _examples[verify] = AuditCommand.VerifyExamples;
        _examples[query] = AuditCommand.QueryExamples;
    }

    private void AddCheckConfig()
    {
        var config = CliOptions.Config();
        config.Required = true;
        config.Description = "Configuration file (YAML) to check.";
        var output = CliOptions.Output();
        var verb = new Command(
            "check-config",
            "Check a configuration and show what is in effect. Reads the file and WINDSOCK__SECTION__KEY from the environment, " +
            "as 'run' would; starts nothing.")
        {
            config, output,
        };
        verb.SetAction(result => CheckConfigVerb.Run(result.GetValue(config)!, ProcessEnvironment.Read(), result.GetValue(output), _console));
        Add(verb, new HelpExample(
            "windsock check-config --config windsock.yaml",
            "Print OK and every setting with its origin, or everything that is wrong. Exit code 2 if wrong."));
    }

    private void AddVersion()
    {
        var output = CliOptions.Output();
        var verb = new Command("version", "Show the version.") { output };
        verb.SetAction(result => _console.Out.Write(AgentVersion.Render(result.GetValue(output))));
        Add(verb, new HelpExample("windsock version -o json", "As JSON."));
    }

    private void AddDocs()
    {
        var directory = new Option<string>("--directory")
        {
            HelpName = "DIRECTORY",
            Description = "Where to write.",
            DefaultValueFactory = _ => "docs/reference",
        };
        var verb = new Command("docs", "Write the reference pages.") { directory };
        verb.Hidden = true;
        verb.SetAction(result => ReferencePages.Write(result.GetValue(directory)!, _console));
        Add(verb, new HelpExample("windsock docs --directory docs/reference", "Write them all."));
    }

    private void Add(Command verb, params ReadOnlySpan<HelpExample> examples)
    {
        _examples[verb] = [.. examples];
        Root.Add(verb);
    }
}
