using System.Globalization;
using Spectre.Console;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Explain;

/// <summary>How tries are called and coloured wherever they are shown.</summary>
internal static class TryNames
{
    /// <summary><c>etl.load</c>, and <c>etl.load[3]</c> for a mapped task.</summary>
    public static string Task(string dagId, string taskId, int mapIndex) =>
        mapIndex < 0 ? $"{dagId}.{taskId}" : string.Create(CultureInfo.InvariantCulture, $"{dagId}.{taskId}[{mapIndex}]");

    public static Style LookOf(string result) => result switch
    {
        "failed" => RenderedText.Bad,
        "succeeded" => RenderedText.Good,
        "unknown" => RenderedText.Doubtful,
        _ => Style.Plain,
    };
}
