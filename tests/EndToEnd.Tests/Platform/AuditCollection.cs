namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>Tests that share one API server, one after the other: it sends its audit events to one address.</summary>
[CollectionDefinition(Name)]
public sealed class AuditCollection : ICollectionFixture<AuditedCluster>
{
    public const string Name = "audited cluster";
}
