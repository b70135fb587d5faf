using System.Collections.Immutable;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Reading;

/// <summary>An object as it was read.</summary>
/// <param name="Parts">Group and kind of what a composite is composed of, each once.</param>
internal sealed record CrossplaneObject(PlatformResource Resource, ImmutableArray<(string Group, string Kind)> Parts);
