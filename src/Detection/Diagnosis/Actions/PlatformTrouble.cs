namespace Windsock.Detection.Diagnosis.Actions;

/// <summary>What went wrong at the platform, in words.</summary>
/// <param name="What">Goes on after "Its": <c>create of pods was forbidden for ...</c>.</param>
/// <param name="Why">A sentence without its full stop; empty when there is no more to say.</param>
internal sealed record PlatformTrouble(string What, string Why, string Mend);
