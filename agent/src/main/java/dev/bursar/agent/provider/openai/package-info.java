/**
 * OpenAI's Chat Completions and Embeddings, and the many servers that speak them: what each of
 * those does differently is in {@link dev.bursar.agent.provider.openai.Dialect}.
 */
package dev.bursar.agent.provider.openai;
