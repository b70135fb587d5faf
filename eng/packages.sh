#!/usr/bin/env bash
# Three packages that the project was meant to use do not restore everywhere; our own narrow parts stand in for them
# (docs/decisions). This tries them again and says which ones can be had. It never fails a build.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
try() { # package, version, the part it would replace
    cat > "$folder/try.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally></PropertyGroup>
  <ItemGroup><PackageReference Include="$1" Version="$2" /></ItemGroup>
</Project>
PROJECT
    if timeout 120 dotnet restore "$folder/try.csproj" -v quiet > "$folder/log" 2>&1; then
        echo "$1: restores; it could take the place of $3"
    else
        echo "$1: does not restore; $3 stays ours"
    fi
}
try KubernetesClient '*' src/FlowCollector/Cluster
try Grpc.Net.Client '*' src/FlowCollector/Grpc
try prometheus-net '*' src/Exporter/Prometheus
