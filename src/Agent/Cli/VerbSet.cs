using Windsock.Agent.AuditTrail;

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
    Verb<IdentitiesArguments> Identities)
{
    public Verb<AuditVerifyArguments> AuditVerify { get; init; } = AuditVerifyVerb.RunAsync;

    public Verb<AuditQueryArguments> AuditQuery { get; init; } = AuditQueryVerb.RunAsync;
}
