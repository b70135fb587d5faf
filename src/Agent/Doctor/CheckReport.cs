namespace Windsock.Agent.Doctor;

/// <summary>A check and what it found.</summary>
internal sealed record CheckReport(CheckArea Area, string Name, CheckResult Result);
