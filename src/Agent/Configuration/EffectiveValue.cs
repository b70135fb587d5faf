namespace Windsock.Agent.Configuration;

/// <summary>What a key is set to in the end, and by whom.</summary>
/// <param name="Text">As it could be written in the file.</param>
internal sealed record EffectiveValue(string Path, string Text, ConfigOrigin Origin);
