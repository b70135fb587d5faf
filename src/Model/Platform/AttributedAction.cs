namespace Windsock.Model.Platform;

/// <summary>An action with all that is known about it.</summary>
/// <param name="Action">Its system as recognised: more exact than the source could say.</param>
/// <param name="Detail">What it was to the system, in a few words (<c>state prod/network</c>, <c>claim airflow/db-1</c>); empty when there
/// is nothing to add.</param>
public sealed record AttributedAction(PlatformAction Action, ActionAttribution Attribution, string Detail = "");
