using Windsock.Architecture.Tests.Rules;
using Windsock.Testing;

namespace Windsock.Architecture.Tests;

public class HouseTests
{
    [Fact]
    public void Arrows_and_packages_are_those_of_the_house()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(ProjectFile.Read).ToList();

        Assert.Equal(House.Arrows.Keys.Order(), projects.Select(project => project.Name).Order());
        Assert.Empty(projects.SelectMany(House.Violations));
    }

    [Fact]
    public void A_wrong_arrow_and_a_foreign_package_are_found()
    {
        var project = ProjectFile.Parse("Attribution", """
            <Project><ItemGroup>
              <ProjectReference Include="..\Model\Model.csproj" />
              <ProjectReference Include="../Exporter/Exporter.csproj" />
              <PackageReference Include="Polly.Core" />
            </ItemGroup></Project>
            """);

        Assert.Equal(["Attribution -> Exporter is not an arrow of the house", "Attribution uses the package Polly.Core"], House.Violations(project));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Agent.sln")).Replace('\\', '/');
        var projects = Tracked.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal));

        Assert.All(projects, path => Assert.Contains(path, solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_source_project_with_code_has_a_test_project()
    {
        var expected = House.Arrows.Keys.Select(name => $"tests/{name}.Tests/{name}.Tests.csproj");

        Assert.Empty(expected.Except(Tracked.Files));
    }
}
