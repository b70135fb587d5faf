using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>One question to the name server and its answer.</summary>
/// <param name="Name">With its final dot.</param>
/// <param name="Rcode">RFC 1035: 0 no error, 2 server failure, 3 no such name.</param>
/// <param name="ClientPort">0 until the try is done.</param>
internal sealed record Question(Instant At, string Name, string Type, uint Rcode, ImmutableArray<IpAddress> Addresses, ushort ClientPort = 0);
