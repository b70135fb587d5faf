namespace Windsock.Agent.Configuration.Schema;

/// <summary>What can be written at a key.</summary>
internal enum ValueKind : byte { Text, Flag, Whole, Number, Choice, Duration, Size, List, Group }
