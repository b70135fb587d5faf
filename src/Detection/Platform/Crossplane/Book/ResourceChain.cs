using System.Collections.Immutable;

namespace Windsock.Detection.Platform.Crossplane.Book;

/// <summary>A resource with what stands above it.</summary>
/// <param name="Links">From the top to the resource itself; never empty.</param>
/// <param name="IsComplete">Nothing in between is missing.</param>
internal sealed record ResourceChain(ImmutableArray<ResourceEntry> Links, bool IsComplete)
{
    public ResourceEntry Root => Links[0];

    public string Words => string.Join(" -> ", Links.Select(link => link.Words));
}
