using Windsock.Model.Platform;

namespace Windsock.Attribution.Tests.Actions;

public sealed class SystemTests
{
    private const string TerraformAgent = "HashiCorp/1.0 Terraform/1.9.0";

    public static TheoryData<string, string, string, string, PlatformSystem> Targets { get; } = new()
    {
        { "", "pods", "child", "kubectl/v1.31", PlatformSystem.Kubernetes },
        { "", "secrets", "tfstate-default-network", "kubectl/v1.31", PlatformSystem.Terraform },
        { "coordination.k8s.io", "leases", "lock-tfstate-default-network", "", PlatformSystem.Terraform },
        { "coordination.k8s.io", "leases", "kube-scheduler", "", PlatformSystem.Kubernetes },
        { "", "configmaps", "any", TerraformAgent, PlatformSystem.Terraform },
        { "s3.aws.upbound.io", "buckets", "b", TerraformAgent, PlatformSystem.Crossplane },
        { "apiextensions.crossplane.io", "compositions", "c", "", PlatformSystem.Crossplane },
        { "example.org", "databases", "d", "", PlatformSystem.Kubernetes },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_an_action_is_about_says_whose_it_is_and_the_program_only_where_that_does_not(string group, string resource, string name, string agent, PlatformSystem expected)
    {
        var action = SomeAction.On(new ActionTarget(group, resource, "", "airflow", name), agent);

        Assert.Equal(expected, Recognised(new AttributorFixture(), action));
    }

    [Fact]
    public void A_type_that_Crossplane_made_is_known_once_it_was_seen()
    {
        var fixture = new AttributorFixture();
        var action = SomeAction.On(new ActionTarget("example.org", "databases", "", "airflow", "d"));

        fixture.Attributor.Attribute(new ResourceTypeSeen("example.org", "databases", "Database", ResourceRole.Claim, Some.At(1)));

        Assert.Equal(PlatformSystem.Crossplane, Recognised(fixture, action));
    }

    [Fact]
    public void What_a_cloud_told_stays_that_clouds()
    {
        var action = SomeAction.On(new ActionTarget("run.googleapis.com", "jobs", "", "prod", "nightly"), TerraformAgent) with { System = PlatformSystem.CloudRun };

        Assert.Equal(PlatformSystem.CloudRun, Recognised(new AttributorFixture(), action));
    }

    private static PlatformSystem Recognised(AttributorFixture fixture, PlatformAction action) => ((PlatformAction)fixture.Attributor.Attribute(action).Event).System;
}
