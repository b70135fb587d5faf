namespace Windsock.Model.Findings;

/// <summary>How much a finding asks of somebody: the label <c>severity</c>.</summary>
public enum Severity : byte
{
    /// <summary>To be looked up, not to be sent.</summary>
    Info,

    /// <summary>To be looked at in working hours.</summary>
    Warning,

    /// <summary>To wake somebody for.</summary>
    Critical,
}
