namespace Windsock.Agent.Cli;

/// <summary>The verbs whose bodies live elsewhere.</summary>
internal sealed record VerbSet(
    Verb<RunArguments> Run,
    Verb<DemoArguments> Demo,
    Verb<ReplayArguments> Replay,
    Verb<ExplainArguments> Explain,
    Verb<ObserveArguments> Observe,
    Verb<TopArguments> Top,
    Verb<DoctorArguments> Doctor,
    Verb<CardinalityArguments> Cardinality,
    Verb<IdentitiesArguments> Identities);
