using Windsock.Sbom;

// Usage: Sbom FOLDER   writes FOLDER/sbom.cdx.json from FOLDER/windsock.deps.json, which dotnet publish made.
if (args is not [var folder])
{
    Console.Error.WriteLine("usage: Sbom FOLDER, the folder that dotnet publish wrote windsock.deps.json to");
    return 2;
}

var source = Path.Combine(folder, "windsock.deps.json");
if (!File.Exists(source))
{
    Console.Error.WriteLine($"{source} is not there: publish src/Agent into {folder} first");
    return 1;
}

File.WriteAllText(Path.Combine(folder, "sbom.cdx.json"), BillOfMaterials.FromDependencies(File.ReadAllText(source)));
return 0;
