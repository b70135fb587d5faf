namespace Windsock.Detection.Guardrails;

/// <summary>Whether a clause is about a peer.</summary>
/// <param name="Reason">Why that cannot be said; without meaning otherwise.</param>
internal readonly record struct ClauseFit(FitKind Kind, UnjudgedReason Reason)
{
    public static readonly ClauseFit Yes = new(FitKind.Yes, default);
    public static readonly ClauseFit No = new(FitKind.No, default);

    public static ClauseFit Unclear(UnjudgedReason reason) => new(FitKind.Unclear, reason);
}

internal enum FitKind : byte { No, Yes, Unclear }
