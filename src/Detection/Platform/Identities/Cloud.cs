namespace Windsock.Detection.Platform.Identities;

/// <summary>A cloud whose credentials are of one kind.</summary>
internal enum Cloud : byte { Aws, Google, Azure }
