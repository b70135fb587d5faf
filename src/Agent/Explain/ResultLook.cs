using Spectre.Console;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Explain;

/// <summary>How results are coloured wherever they are shown.</summary>
internal static class ResultLook
{
    public static Style Of(string result) => result switch
    {
        "failed" => RenderedText.Bad,
        "succeeded" => RenderedText.Good,
        "unknown" => RenderedText.Doubtful,
        _ => Style.Plain,
    };
}
