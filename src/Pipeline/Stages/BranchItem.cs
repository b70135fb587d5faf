using Windsock.Model.Calls;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Pipeline.Stages;

/// <summary>What travels to a consumer, in one queue so that the order is kept.</summary>
internal abstract record BranchItem;

internal sealed record BranchFlows(AttributedBatch Batch) : BranchItem;

internal sealed record BranchCalls(AttributedCalls Calls) : BranchItem;

internal sealed record BranchPlatform(AttributedPlatformBatch Batch) : BranchItem;

internal sealed record BranchFact(TaskFact Fact) : BranchItem;

/// <summary>Something to be read on the consumer's own thread.</summary>
internal sealed record BranchQuestion(Action Answer) : BranchItem;
