using Windsock.Detection.Platform.Crossplane.Book;

namespace Windsock.Detection.Platform.Crossplane.Origins;

/// <summary>Says which try made a resource, by all that is known of it and of what stands above it. Pure.</summary>
internal sealed class OriginFinder(SeenDags dags)
{
    /// <summary>The record of a request counts more than any annotation, and what stands higher more than what stands lower: it caused the
    /// rest.</summary>
    public Origin? Of(ResourceChain chain)
    {
        foreach (var link in chain.Links)
        {
            if (link.Creation is { } creation)
            {
                return new Origin(creation.Try, creation.IsExact ? OriginEvidence.Record : OriginEvidence.InferredRecord);
            }
        }

        foreach (var link in chain.Links)
        {
            if (dags.Believe(link.Resource.Marks) is { } marked)
            {
                return new Origin(marked, OriginEvidence.Marks);
            }
        }

        return null;
    }
}
