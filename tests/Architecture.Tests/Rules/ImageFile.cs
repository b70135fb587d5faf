using System.Text.RegularExpressions;
using Windsock.Testing;

namespace Windsock.Architecture.Tests.Rules;

/// <summary>The Dockerfile, instruction by instruction.</summary>
internal sealed record ImageFile(IReadOnlyList<ImageInstruction> Instructions)
{
    public static ImageFile Read() => Parse(File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")));

    public static ImageFile Parse(string text)
    {
        var stage = "";
        var instructions = new List<ImageInstruction>();
        foreach (var line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var (word, rest) = line.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var second] ? (first, second) : (line, "");
            stage = word == "FROM" ? Regex.Match(rest, @" AS (\w+)$").Groups[1].Value : stage;
            instructions.Add(new ImageInstruction(stage, word, rest));
        }

        return new ImageFile(instructions);
    }

    public IReadOnlyList<string> Of(string stage, string word) =>
        [.. Instructions.Where(instruction => instruction.Stage == stage && instruction.Word == word).Select(instruction => instruction.Rest)];
}
