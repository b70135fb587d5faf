using Windsock.Model.Identity;

namespace Windsock.Model.Calls;

/// <summary>A branch of the data path that also minds calls. Same rules as <see cref="IFlowConsumer"/>, same thread.</summary>
public interface ICallConsumer : IFlowConsumer
{
    void Observe(AttributedCalls calls);
}
