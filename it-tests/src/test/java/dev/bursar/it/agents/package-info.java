/** LangChain4j's AI services and agents: who spends, on whose behalf. */
package dev.bursar.it.agents;
