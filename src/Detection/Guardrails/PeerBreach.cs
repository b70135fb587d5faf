namespace Windsock.Detection.Guardrails;

/// <summary>Which part of a guardrail a peer is against.</summary>
/// <param name="Clause"><c>deny dns *.example.com</c>, <c>allow</c>, <c>metadataService</c>.</param>
/// <param name="IsDenied">It is forbidden by name; else it is not among what is allowed.</param>
internal readonly record struct PeerBreach(string Clause, SourceLine Source, bool IsDenied);
