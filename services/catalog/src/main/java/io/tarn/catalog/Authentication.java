package io.tarn.catalog;

import io.tarn.api.glue.AuthenticationConfiguration;
import io.tarn.api.glue.AuthenticationConfigurationInput;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a connection logs in, where that does not stand among its properties: by a secret of Secrets
 * Manager. What would need a provider's consent, or a secret that is made for the caller, is
 * refused. Source: AWS Glue Web API reference, "AuthenticationConfigurationInput".
 */
final class Authentication {
  private Authentication() {}

  /** What is kept and shown of it; null when nothing was asked for. */
  static @Nullable AuthenticationConfiguration of(
      @Nullable AuthenticationConfigurationInput input, Map<String, String> properties) {
    if (input == null) {
      return null;
    }
    String type =
        Names.required(
            input.authenticationType(), "AuthenticationConfiguration.AuthenticationType");
    if (!type.equals("BASIC") && !type.equals("CUSTOM")) {
      throw GlueError.notDone("AuthenticationType " + type);
    }
    Names.refuse(input.oAuth2Properties(), "OAuth2Properties");
    Names.refuse(input.basicAuthenticationCredentials(), "BasicAuthenticationCredentials");
    Names.refuse(input.customAuthenticationCredentials(), "CustomAuthenticationCredentials");
    Names.refuse(input.kmsKeyArn(), "AuthenticationConfiguration.KmsKeyArn");
    String secret =
        Names.required(input.secretArn(), "AuthenticationConfiguration.SecretArn for " + type);
    for (String other : new String[] {ConnectionSecrets.SECRET_ID, "PASSWORD"}) {
      if (properties.containsKey(other)) {
        throw GlueError.INVALID_INPUT.error(
            "AuthenticationConfiguration.SecretArn and " + other + " exclude each other");
      }
    }
    return AuthenticationConfiguration.builder().authenticationType(type).secretArn(secret).build();
  }

  /**
   * The properties with the name of the secret that holds user and password.
   *
   * @throws io.tarn.kernel.ServiceError when what the secret holds is a connector's own affair
   */
  static Map<String, String> in(
      @Nullable AuthenticationConfiguration authentication, Map<String, String> properties) {
    if (authentication == null) {
      return properties;
    }
    if (!"BASIC".equals(authentication.authenticationType())) {
      throw GlueError.notDone(
          "A login by AuthenticationType " + authentication.authenticationType());
    }
    Map<String, String> login = new LinkedHashMap<>(properties);
    login.put(
        ConnectionSecrets.SECRET_ID,
        Names.required(authentication.secretArn(), "AuthenticationConfiguration.SecretArn"));
    return login;
  }
}
