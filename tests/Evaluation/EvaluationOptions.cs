using System.Globalization;

namespace Windsock.Evaluation;

/// <summary>What is evaluated.</summary>
internal sealed record EvaluationOptions
{
    public const string Usage =
        "Usage: make eval ARGS=\"--seeds 20 --days 30 --dags 200 --degree 2 --page docs/evaluation.md --examples\"; every part may be left out.";

    /// <summary>Traces with incidents, 1 to 1,000; a quarter as many without any are played too.</summary>
    public int Seeds { get; init; } = 20;

    /// <summary>Traces without incidents.</summary>
    public int QuietSeeds => (Seeds + 3) / 4;

    /// <summary>2 to 400.</summary>
    public int Days { get; init; } = 30;

    /// <summary>20 to 2,000.</summary>
    public int Dags { get; init; } = 200;

    /// <summary>Traces that are played at once, 1 to 64.</summary>
    public int Degree { get; init; } = Environment.ProcessorCount;

    /// <summary>File that the result is written to; empty: none.</summary>
    public string Page { get; init; } = "";

    /// <summary>Prints what was missed, and what was said for nothing.</summary>
    public bool Examples { get; init; }

    /// <exception cref="FormatException">Says what is wrong with which argument.</exception>
    public static EvaluationOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new EvaluationOptions();
        for (var place = 0; place < args.Length; place++)
        {
            var name = args[place];
            if (name == "--examples")
            {
                options = options with { Examples = true };
                continue;
            }

            var value = ++place < args.Length ? args[place] : throw new FormatException($"'{name}' needs a value.");
            options = name switch
            {
                "--seeds" => options with { Seeds = Number(name, value, 1, 1_000) },
                "--days" => options with { Days = Number(name, value, 2, 400) },
                "--dags" => options with { Dags = Number(name, value, 20, 2_000) },
                "--degree" => options with { Degree = Number(name, value, 1, 64) },
                "--page" => options with { Page = value },
                _ => throw new FormatException($"'{name}' is not known."),
            };
        }

        return options;
    }

    private static int Number(string name, string text, int low, int high) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : throw new FormatException($"'{text}' is not a value of '{name}': give a whole number from {low} to {high}.");
}
