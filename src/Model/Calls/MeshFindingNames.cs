namespace Windsock.Model.Calls;

/// <summary>Names as labels and pages spell them; a closed set.</summary>
public static class MeshFindingNames
{
    public static string Of(MeshFinding finding) => finding switch
    {
        MeshFinding.WithoutMutualTls => "without_mutual_tls",
        MeshFinding.PrincipalMismatch => "principal_mismatch",
        _ => "sidecar_missing",
    };
}
