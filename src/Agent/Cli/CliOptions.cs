using System.CommandLine;
using System.CommandLine.Parsing;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Values;
using Windsock.Agent.Simulation.Demo;

namespace Windsock.Agent.Cli;

/// <summary>Options that more than one verb has, and how their values are read.</summary>
internal static class CliOptions
{
    public const string DefaultAgent = "http://127.0.0.1:9465";

    public static Option<string?> Config() => new("--config", "-c")
    {
        HelpName = "FILE",
        Description = "Configuration file (YAML). Without it: the defaults, and WINDSOCK__SECTION__KEY from the environment.",
    };

    public static Option<OutputFormat> Output()
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            HelpName = "table|json",
            Description = "How the result is printed (default: table).",
            DefaultValueFactory = _ => OutputFormat.Table,
            CustomParser = result => Choose(result, "--output", ("table", OutputFormat.Table), ("json", OutputFormat.Json)),
        };
        return option;
    }

    public static Option<MeshMode> Mesh() => new("--mesh")
    {
        HelpName = "on|off",
        Description = "Whether the agent hears what the sidecars of the simulated service mesh tell of calls (default: on). The cluster is the same both ways.",
        DefaultValueFactory = _ => MeshMode.On,
        CustomParser = result => Choose(result, "--mesh", ("on", MeshMode.On), ("off", MeshMode.Off)),
    };

    public static Option<PlatformMode> Platform()
    {
        const PlatformMode Default = DemoSettings.DefaultPlatform;
        return new("--platform")
        {
            HelpName = "on|off",
            Description = $"Whether tasks of the cluster also use Crossplane, Terraform and Cloud Run, and the agent hears what API servers and a cloud's log tell of it (default: {(Default == PlatformMode.On ? "on" : "off")}). What else happens is the same both ways.",
            DefaultValueFactory = _ => Default,
            CustomParser = result => Choose(result, "--platform", ("on", PlatformMode.On), ("off", PlatformMode.Off)),
        };
    }

    /// <summary>A duration with a unit, longer than zero.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        HelpName = "DURATION",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DurationText.TryParse(text, out var duration) && duration > TimeSpan.Zero)
            {
                return duration;
            }

            var isZero = DurationText.TryParse(text, out _);
            result.AddError($"{name}: {ScalarBinding.Quote(text)} is not {(isZero ? "longer than zero" : DurationText.Form)}");
            return null;
        },
    };

    /// <summary>A whole number within a range.</summary>
    public static Option<int> Number(string name, string description, int fallback, int lowest, int highest) => new(name)
    {
        HelpName = "N",
        Description = $"{description} (default: {fallback}).",
        DefaultValueFactory = _ => fallback,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
            {
                return number;
            }

            result.AddError($"{name}: {ScalarBinding.Quote(text)} is not a whole number from {lowest} to {highest}");
            return fallback;
        },
    };

    /// <summary>Where a running agent is asked.</summary>
    public static Option<Uri> Agent() => new("--agent")
    {
        HelpName = "URL",
        Description = $"Address of the agent's pages (default: {DefaultAgent}).",
        DefaultValueFactory = _ => new Uri(DefaultAgent),
        CustomParser = ParseAgent,
    };

    /// <summary>The same where its absence says something.</summary>
    public static Option<Uri?> Agent(string description) => new("--agent") { HelpName = "URL", Description = description, CustomParser = ParseAgent };

    private static Uri? ParseAgent(ArgumentResult result)
    {
        // People write host:port, too.
        var text = result.Tokens[0].Value;
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (Uri.TryCreate(address, UriKind.Absolute, out var agent) && agent.Scheme is "http" or "https" && agent.UserInfo.Length == 0)
        {
            return agent;
        }

        result.AddError($"--agent: {ScalarBinding.Quote(text)} is not an address such as {DefaultAgent}");
        return null;
    }

    /// <summary>One of a closed set.</summary>
    public static T? Choose<T>(ArgumentResult result, string option, params (string Text, T Value)[] choices)
    {
        var text = result.Tokens[0].Value;
        foreach (var (name, value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        var names = choices.Select(choice => choice.Text).ToArray();
        result.AddError($"{option}: {ScalarBinding.Quote(text)} is not one of: {string.Join(", ", names)}{NearMiss.Hint(text, names)}");
        return default;
    }
}
