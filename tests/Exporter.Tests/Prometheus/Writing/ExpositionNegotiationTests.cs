using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Tests.Prometheus.Writing;

public class ExpositionNegotiationTests
{
    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1")]
    [InlineData("application/openmetrics-text; version=1.0.0; charset=utf-8")]
    [InlineData("application/openmetrics-text; version=\"1.0.0\"")]
    [InlineData("application/openmetrics-text")]
    [InlineData("APPLICATION/OpenMetrics-Text; Version=1.0.0, text/plain; q=0.9")]
    [InlineData("application/openmetrics-text, text/plain")]
    [InlineData("text/plain;q=0, application/*")]
    public void OpenMetrics_is_written_for(string accept) => Assert.Equal(ExpositionFormat.OpenMetrics, ExpositionNegotiation.ChooseFormat(accept));

    [Theory]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("text/plain")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData("application/openmetrics-text;version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")]
    [InlineData("application/openmetrics-text;version=2.0.0;q=0.9,text/plain;q=0.5")]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0, */*")]
    [InlineData("application/openmetrics-text;q=0.4, text/plain;q=0.5")]
    [InlineData("application/json")]
    [InlineData(";;;=,,q")]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,text/plain;version=0.0.4;q=0.3")]
    public void Text_is_written_for(string accept) => Assert.Equal(ExpositionFormat.Text, ExpositionNegotiation.ChooseFormat(accept));

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, gzip;q=0.5", true)]
    [InlineData("GZIP", true)]
    [InlineData("*", true)]
    [InlineData("", false)]
    [InlineData("identity", false)]
    [InlineData("br", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("*;q=0", false)]
    public void Gzip_is_used_when_the_reader_takes_it(string acceptEncoding, bool expected) =>
        Assert.Equal(expected, ExpositionNegotiation.ChoosesGzip(acceptEncoding));
}
