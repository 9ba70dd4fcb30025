using System.Text;
using System.Xml;

namespace Portal.Web.Charts.Drawing;

/// <summary>Writes a picture as XML.</summary>
public static class SvgWriter
{
    public const string Namespace = "http://www.w3.org/2000/svg";

    public static string Write(SvgElement picture)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Document })) { Write(picture, xml); }
        return text.ToString();
    }

    private static void Write(SvgElement element, XmlWriter xml)
    {
        xml.WriteStartElement(element.Name, Namespace);
        foreach (var (name, value) in element.Attributes)
        {
            if (name == "lang") { xml.WriteAttributeString("xml", "lang", null, value); }
            else { xml.WriteAttributeString(name, value); }
        }
        foreach (var child in element.Children)
        {
            if (child is SvgElement inner) { Write(inner, xml); } else { xml.WriteString((string)child); }
        }
        xml.WriteEndElement();
    }
}
