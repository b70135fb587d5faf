using System.Xml.Linq;

namespace Windsock.Architecture.Tests.Rules;

/// <summary>What a project file says about its place in the house.</summary>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public static ProjectFile Read(string path) => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));

    public static ProjectFile Parse(string name, string xml)
    {
        var items = XDocument.Parse(xml).Descendants().ToList();
        return new ProjectFile(
            name,
            [.. Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))],
            [.. Includes("PackageReference")]);

        IEnumerable<string> Includes(string element) =>
            items.Where(item => item.Name.LocalName == element).Select(item => item.Attribute("Include")?.Value).OfType<string>();
    }
}
