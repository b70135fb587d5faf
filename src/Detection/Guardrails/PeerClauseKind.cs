namespace Windsock.Detection.Guardrails;

/// <summary>What a clause names a peer by.</summary>
public enum PeerClauseKind : byte { Service, Workload, Dns, Cidr, Entity, Airflow }
