namespace Windsock.Architecture.Tests.Rules;

/// <summary>One instruction of a Dockerfile.</summary>
/// <param name="Stage">Name of the stage it belongs to; empty before the first.</param>
/// <param name="Word">FROM, COPY and so on.</param>
internal sealed record ImageInstruction(string Stage, string Word, string Rest);
