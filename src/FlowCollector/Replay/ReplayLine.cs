namespace Windsock.FlowCollector.Replay;

/// <summary>One line of a recording.</summary>
/// <param name="Bytes">Without its line end; empty when it was longer than the limit.</param>
internal readonly record struct ReplayLine(ReadOnlyMemory<byte> Bytes, bool IsOversized);
