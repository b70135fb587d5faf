namespace Windsock.Model.Findings;

/// <summary>What moved against which baseline, ready to be read: <c>connections: 412, usual 9 to 14 over 23 tries</c>.</summary>
/// <param name="Name">What is measured, in a word or two.</param>
/// <param name="Seen">Its value, with its unit.</param>
/// <param name="Usual">What is usual, or the limit; empty when there is none.</param>
public sealed record Measure(string Name, string Seen, string Usual);
