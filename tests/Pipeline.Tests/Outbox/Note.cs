namespace Windsock.Pipeline.Tests.Outbox;

/// <summary>A message.</summary>
internal sealed record Note(string Key, string Order = "", bool IsResolved = false, string Text = "");
