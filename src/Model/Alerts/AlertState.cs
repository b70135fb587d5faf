namespace Windsock.Model.Alerts;

/// <summary>Where an alert stands when it is told.</summary>
public enum AlertState : byte { Firing, Resolved }
