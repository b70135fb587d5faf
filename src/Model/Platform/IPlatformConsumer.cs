using Windsock.Model.Identity;

namespace Windsock.Model.Platform;

/// <summary>A branch of the data path that also minds the platform. Same rules as <see cref="IFlowConsumer"/>, same thread.</summary>
public interface IPlatformConsumer : IFlowConsumer
{
    void Observe(AttributedPlatformBatch batch);
}
