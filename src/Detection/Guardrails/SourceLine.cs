using System.Globalization;

namespace Windsock.Detection.Guardrails;

/// <summary>Where something is declared.</summary>
/// <param name="File">As it was configured: relative when it was given so.</param>
/// <param name="Line">From 1.</param>
public readonly record struct SourceLine(string File, int Line)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}");
}
