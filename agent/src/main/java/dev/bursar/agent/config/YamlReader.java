package dev.bursar.agent.config;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML into values that know their line. The only class that touches the YAML library. */
final class YamlReader {
  /** More than any configuration nests; an alias that contains itself would never end. */
  private static final int MAX_DEPTH = 8;

  private final String name;
  private final File base;
  private final boolean lines;

  private YamlReader(String name, File base, boolean lines) {
    this.name = name;
    this.base = base;
    this.lines = lines;
  }

  /** The content of a file, whose relative paths start from the file's own directory. */
  static Value file(File file, Value named) throws ConfigurationException {
    try (InputStream in = new FileInputStream(file);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return new YamlReader(file.getPath(), file.getParentFile(), true).read(reader);
    } catch (IOException e) {
      throw named.error(Keys.CONFIG, file.isFile() ? "cannot be read" : "there is no such file");
    }
  }

  /** A list or mapping that stands in an argument, a variable or a property. */
  static Value inline(Value text) throws ConfigurationException {
    return new YamlReader(text.where(), text.base(), false).read(new StringReader(text.text()));
  }

  private Value read(Reader reader) throws ConfigurationException {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    try {
      Optional<Node> root = new Compose(settings).composeReader(reader);
      return root.isPresent() ? value(root.get(), 0) : new Value(null, name, base);
    } catch (MarkedYamlEngineException e) {
      throw notYaml(where(e.getProblemMark()), e.getProblem());
    } catch (YamlEngineException e) {
      throw notYaml(name, e.getMessage());
    }
  }

  private Value value(Node node, int depth) throws ConfigurationException {
    String where = where(node.getStartMark());
    if (depth > MAX_DEPTH) {
      throw notYaml(where, "it is nested more than " + MAX_DEPTH + " deep");
    }
    if (node instanceof ScalarNode) {
      boolean blank = node.getTag().equals(Tag.NULL);
      requireTag(node, where, Tag.NULL, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);
      return new Value(blank ? null : ((ScalarNode) node).getValue(), where, base);
    }
    if (node instanceof SequenceNode) {
      requireTag(node, where, Tag.SEQ);
      List<Value> items = new ArrayList<Value>();
      for (Node item : ((SequenceNode) node).getValue()) {
        items.add(value(item, depth + 1));
      }
      return new Value(Collections.unmodifiableList(items), where, base);
    }
    requireTag(node, where, Tag.MAP);
    return new Value(fields((MappingNode) node, depth), where, base);
  }

  private Map<String, Value> fields(MappingNode node, int depth) throws ConfigurationException {
    Map<String, Value> fields = new LinkedHashMap<String, Value>();
    for (NodeTuple field : node.getValue()) {
      Node key = field.getKeyNode();
      String where = where(key.getStartMark());
      if (!(key instanceof ScalarNode)) {
        throw notYaml(where, "a key is not plain text");
      }
      String name = ((ScalarNode) key).getValue();
      if (fields.put(name, value(field.getValueNode(), depth + 1)) != null) {
        throw notYaml(where, "the key " + Value.quote(name) + " stands here a second time");
      }
    }
    return Collections.unmodifiableMap(fields);
  }

  private static void requireTag(Node node, String where, Tag... plain)
      throws ConfigurationException {
    for (Tag tag : plain) {
      if (tag.equals(node.getTag())) {
        return;
      }
    }
    throw notYaml(where, "the type tag " + node.getTag().getValue() + " is not taken");
  }

  private String where(Optional<Mark> mark) {
    return lines && mark.isPresent() ? name + ":" + (mark.get().getLine() + 1) : name;
  }

  private static ConfigurationException notYaml(String where, String problem) {
    return new ConfigurationException(
        where + ": cannot be read as configuration: " + problem.replace('\n', ' '));
  }
}
