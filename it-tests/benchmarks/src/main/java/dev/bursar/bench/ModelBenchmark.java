package dev.bursar.bench;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One call of a LangChain4j model that answers in this JVM, without any transport: what is added is
 * what the layer of the models costs, its hold included. The same whether an agent is there or not.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@State(Scope.Thread)
public class ModelBenchmark {
  private final ChatModel model = new Own();
  private final Assistant assistant = AiServices.create(Assistant.class, model);
  private final String prompt = "word ".repeat(CannedAnswers.BODY / 5);

  /** Only JMH makes one. */
  public ModelBenchmark() {}

  /** A call of the model itself. */
  @Benchmark
  public String chat() {
    return model.chat(prompt);
  }

  /** A call of an AI service, which calls the model once: a run with an account of its own. */
  @Benchmark
  public String service() {
    return assistant.answer(prompt);
  }

  /** What the app calls. */
  public interface Assistant {
    /** Answers. */
    String answer(String question);
  }

  private static final class Own implements ChatModel {
    private static final ChatResponse ANSWER =
        ChatResponse.builder()
            .aiMessage(AiMessage.from("well"))
            .tokenUsage(new TokenUsage(410, 2))
            .build();
    private static final ChatRequestParameters PARAMETERS =
        ChatRequestParameters.builder().modelName("gpt-4o").maxOutputTokens(100).build();

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return PARAMETERS;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return ANSWER;
    }
  }
}
