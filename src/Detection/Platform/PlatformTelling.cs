using Windsock.Model.Findings;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform;

/// <summary>What a part has to tell; whoever called it takes it from here and leaves it empty.</summary>
internal sealed class PlatformTelling
{
    public List<PlatformMoment> Moments { get; } = [];

    public List<Finding> Findings { get; } = [];

    public List<AllClear> Clears { get; } = [];
}
