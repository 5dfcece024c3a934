package dev.bursar.programs;

import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.aop.framework.ProxyFactoryBean;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

/** A context of Spring with the model {@code brain} and the chat client {@code helper}. */
final class SpringBeans {
  private static final String MODEL = "brain";
  private static final String CLIENT = "helper";
  private static final String AROUND = "around";
  private static final AtomicInteger PASSED = new AtomicInteger();

  private final GenericApplicationContext context = new GenericApplicationContext();

  /**
   * @param made {@code supplied} by a definition, {@code given} as it is, proxied by Spring by
   *     {@code interface} or by {@code class} or by a {@code factory}, {@code scoped}, or {@code
   *     inner} to another bean
   */
  SpringBeans(String made, ChatModel model, ChatClient client) {
    switch (made) {
      case "given" -> {
        context.getBeanFactory().registerSingleton(MODEL, model);
        context.getBeanFactory().registerSingleton(CLIENT, client);
      }
      case "scoped" -> {
        scoped(MODEL, new RootBeanDefinition(ChatModel.class, () -> model));
        scoped(CLIENT, new RootBeanDefinition(ChatClient.class, () -> client));
      }
      case "inner" -> {
        RootBeanDefinition both = new RootBeanDefinition(Both.class);
        both.getConstructorArgumentValues()
            .addIndexedArgumentValue(0, new RootBeanDefinition(ChatModel.class, () -> model));
        both.getConstructorArgumentValues()
            .addIndexedArgumentValue(1, new RootBeanDefinition(ChatClient.class, () -> client));
        context.registerBeanDefinition("both", both);
      }
      case "factory" -> {
        context.registerBean(AROUND, Around.class);
        context.registerBean(MODEL, ProxyFactoryBean.class, () -> factory(model));
        context.registerBean(CLIENT, ProxyFactoryBean.class, () -> factory(client));
      }
      default -> {
        context.registerBean(MODEL, ChatModel.class, () -> model);
        context.registerBean(CLIENT, ChatClient.class, () -> client);
        if (!made.equals("supplied")) {
          context.registerBean(AROUND, Around.class);
          context.registerBean(BeanNameAutoProxyCreator.class, () -> proxies(made.equals("class")));
        }
      }
    }
    context.refresh();
  }

  private void scoped(String name, RootBeanDefinition target) {
    target.setScope(RootBeanDefinition.SCOPE_PROTOTYPE);
    BeanDefinitionHolder proxy =
        ScopedProxyUtils.createScopedProxy(new BeanDefinitionHolder(target, name), context, false);
    context.registerBeanDefinition(name, proxy.getBeanDefinition());
  }

  private static ProxyFactoryBean factory(Object target) {
    ProxyFactoryBean factory = new ProxyFactoryBean();
    factory.setTarget(target);
    factory.setInterceptorNames(AROUND);
    return factory;
  }

  private static BeanNameAutoProxyCreator proxies(boolean ofClasses) {
    BeanNameAutoProxyCreator proxies = new BeanNameAutoProxyCreator();
    proxies.setBeanNames(MODEL, CLIENT);
    proxies.setInterceptorNames(AROUND);
    proxies.setProxyTargetClass(ofClasses);
    return proxies;
  }

  ChatModel model() {
    return context.containsBean("both")
        ? context.getBean(Both.class).model()
        : context.getBean(MODEL, ChatModel.class);
  }

  ChatClient client() {
    return context.containsBean("both")
        ? context.getBean(Both.class).client()
        : context.getBean(CLIENT, ChatClient.class);
  }

  /** Whose beans are its own. */
  record Both(ChatModel model, ChatClient client) {}

  /** How often what stands around proxied beans was passed. */
  static int passed() {
    return PASSED.get();
  }

  /** As a transaction stands around a bean's methods. */
  static final class Around implements MethodInterceptor {
    @Override
    public Object invoke(MethodInvocation invocation) throws Throwable {
      PASSED.incrementAndGet();
      return invocation.proceed();
    }
  }
}
