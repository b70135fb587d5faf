using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections.Scripts;

/// <summary>What really happened, and the events that tell of it.</summary>
/// <param name="Outcome">Null: it is no connection of a task.</param>
internal sealed record ScriptedConnection(
    string Script, string Client, ushort ClientPort, string Server, ConnectionOutcome? Outcome, int Attempts, bool IsPartial, IReadOnlyList<Flow> Flows);
