namespace Windsock.Model.Findings;

/// <summary>Names as labels, pages and messages spell them; closed sets.</summary>
public static class FindingNames
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warning => "warning",
        _ => "critical",
    };
}
