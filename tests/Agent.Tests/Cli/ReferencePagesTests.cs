using Windsock.Agent.Cli;

namespace Windsock.Agent.Tests.Cli;

public class ReferencePagesTests
{
    public static TheoryData<string> Files => [.. ReferencePages.All.Select(page => page.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_page_says_what_the_code_says(string file) =>
        Golden.MatchesInRepository("docs/reference/" + file, ReferencePages.All.Single(page => page.File == file).Render(), "run 'make docs'");
}
