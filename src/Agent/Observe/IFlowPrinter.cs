namespace Windsock.Agent.Observe;

/// <summary>Prints flows one after the other.</summary>
internal interface IFlowPrinter
{
    /// <param name="json">A line of <c>/api/v1/flows</c>: a record.</param>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON.</exception>
    void Print(ReadOnlyMemory<byte> json);
}
